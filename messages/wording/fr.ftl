# Ce que dit le bot, en français. La valeur d'un message est sa forme pour SMS : lettres de l'alphabet GSM seulement
# (ni ç, ê, â, î, ô, û, ë, ï, œ, ni apostrophe courbe, ni tiret long), car une seule autre double le prix du texte.
# `.rich`, s'il existe, est sa forme pour Telegram (HTML).

only = { $value }

## Jours et heures

until-before = avant { $end }
until-included = jusqu'au { $end }
until-end-of = jusqu'au { $end } minuit
series = { $number } jours ({ $weekdays }), du { $first } au { $last }
of = { $elided ->
    [yes] d'{ $what }
   *[no] de { $what }
 }
hours = de { $start } à { $end }
service-so = { $service } ({ $how })
how-part = { $part ->
    [morning] matin
    [afternoon] après-midi
   *[day] journée
 }
how-with-meal = { $how }, { $meal ->
    [yes] avec repas
   *[no] sans repas
 }

## Réservations

booked = Réservé : { $service } pour { $children }, { $days }{ $terms }.
    .rich = ✅ <b>Réservé</b> : { $service } pour <b>{ $children }</b>, <b>{ $days }</b>{ $terms }.
terms-surcharge = , majoré de { $amount }
terms-percent = , majoré de { $amount } %
terms-price = , au prix de { $amount }
terms-price_line = , au tarif { $amount }
terms-warning = , avec un avertissement
terms-waiting = , sur liste d'attente
moved = Déplacé du { $from } : { $service } pour { $children }, { $days } (réf. { $reference }).
    .rich = ✅ <b>Déplacé</b> du { $from } : { $service } pour <b>{ $children }</b>, <b>{ $days }</b> (réf. <code>{ $reference }</code>).
already-booked = Déjà réservé : { $service } pour { $children }, { $days } (réf. { $reference }).
    .rich = ✅ <b>Déjà réservé</b> : { $service } pour { $children }, { $days } (réf. <code>{ $reference }</code>).
reference = Réf. { $reference }. Pour annuler : ANNULE
    .rich = Réf. <code>{ $reference }</code>. Pour annuler : ANNULE
reference-final = Réf. { $reference }. Cette réservation ne s'annule plus.
    .rich = Réf. <code>{ $reference }</code>. Cette réservation ne s'annule plus.
waiting = Liste d'attente : { $service } pour { $children }, { $days }, rang { $rank } (réf. { $reference }).
    .rich = ⏳ <b>Liste d'attente</b> : { $service } pour <b>{ $children }</b>, <b>{ $days }</b>, rang { $rank } (réf. <code>{ $reference }</code>).
we-write-to-you = On vous écrit si une place se libère.
offered = Une place est gardée pour vous, répondez { $until } : { $service } pour { $children }, { $days } (réf. { $reference }).
    .rich = Une place est gardée pour vous, répondez { $until } : { $service } pour <b>{ $children }</b>, <b>{ $days }</b> (réf. <code>{ $reference }</code>).
requested = Demande notée : { $service } pour { $children }, { $days } (réf. { $reference }). Qui décide : { $who }.
    .rich = 📨 <b>Demande notée</b> : { $service } pour <b>{ $children }</b>, <b>{ $days }</b> (réf. <code>{ $reference }</code>). Qui décide : { $who }.
cancelled = Annulé : { $service } pour { $children }, { $days }{ $terms } (réf. { $reference }).
    .rich = ❎ <b>Annulé</b> : { $service } pour <b>{ $children }</b>, <b>{ $days }</b>{ $terms } (réf. <code>{ $reference }</code>).
denied = Demande refusée : { $service } pour { $children }, { $days } (réf. { $reference }).
    .rich = <b>Demande refusée</b> : { $service } pour <b>{ $children }</b>, <b>{ $days }</b> (réf. <code>{ $reference }</code>).
late-possible = Hors délai, encore possible { $until } : { $service } pour { $children }, { $days }{ $terms }.
    .rich = ⏰ <b>Hors délai</b>, encore possible { $until } : { $service } pour <b>{ $children }</b>, <b>{ $days }</b>{ $terms }.
nothing-to-cancel = Rien à annuler : pas { $of_service } pour { $children }, { $days }.
nothing-to-decide = Pas de demande en attente : { $service } pour { $children }, { $days }.
offer-over = Plus de place gardée : { $service } pour { $children }, { $days }{ $until }.

## Refus, chacun avec sa raison

full = Complet : { $service }, { $days }. Pas de place pour { $children }.{ $rank ->
    [0] {""}
   *[other] {" "}Liste d'attente : rang { $rank }.
 }
    .rich = <b>Complet</b> : { $service }, { $days }. Pas de place pour { $children }.{ $rank ->
    [0] {""}
   *[other] {" "}Liste d'attente : rang { $rank }.
 }
too-late = Trop tard : { $service } pour { $children }, { $days }{ $until }.{ $only_by }
    .rich = ⏰ <b>Trop tard</b> : { $service } pour { $children }, { $days }{ $until }.{ $only_by }
only-by = {" "}Encore possible { $channel ->
    [phone] par téléphone
    [email] par e-mail
    [portal] sur le portail
    [walk-in] sur place
   *[office] au guichet
 }{ $until }.
until-then = {" "}{ $until }
deadline-was = {" "}(c'était { $until })
not-yet = Pas encore ouvert : { $service }, { $days }. Réservez à partir du { $opens }.
closed = Fermé : { $service }, { $days } ({ $why }). Rien n'est réservé pour { $children }.
outside-year = Hors de l'année : { $service }, { $days } { $year }. Je connais les jours du { $first } { $first_year } au { $last } { $last_year }.
not-for-child = { $service } n'est pas ouvert à { $children }, { $days } (selon la naissance, la classe, l'école ou la commune).
not-offered = { $service } ne se prend pas ainsi ({ $why }), { $days } : rien de réservé pour { $children }.
too-few-left = Annulation impossible : { $service } pour { $children }, { $days } ({ $why }). Annulez tout, ou rien.
at-least = au moins { $number } { $unit ->
    [days] jours
    [hours] heures
   *[other] demi-journées
 } par { $per ->
    [week] semaine
    [month] mois
    [period] période
   *[other] an
 }
at-most = au plus { $number } { $unit ->
    [days] jours
    [hours] heures
   *[other] demi-journées
 } par { $per ->
    [week] semaine
    [month] mois
    [period] période
   *[other] an
 }
whole-weeks = par semaines entières
at-least-minutes = au moins { $minutes } minutes
between-hours = entre { $start } et { $end }
only-pieces = { $pieces } seulement
piece-day = journée sans repas
piece-day-with-meal = journée avec repas
piece-morning = matin sans repas
piece-morning-with-meal = matin avec repas
piece-afternoon = après-midi sans repas
piece-afternoon-with-meal = après-midi avec repas
piece-hours = à l'heure sans repas
piece-hours-with-meal = à l'heure avec repas
stays-as-it-was = La réservation de { $day } reste.
no-session = Pas { $of_service } { $days }.
no-session-many = Pas { $of_service } sur { $number } de ces jours (vacances, week-end ou fermeture).
not-enrolled = { $children } : pas d'inscription à ce service ({ $service }), donc rien de réservé pour { $days }.
file-incomplete = Dossier incomplet : il manque { $missing }. Rien n'est réservé pour { $children }, { $days }.
who-decides = Une question ? { $phone } ({ $who })

## Absences

absence-of-nothing = Merci de prévenir. Rien n'est réservé { $days } : il n'y a rien à changer.
absent = Absence notée : { $service } pour { $children }, { $days }. { $settled }
    .rich = 📝 <b>Absence notée</b> : { $service } pour <b>{ $children }</b>, <b>{ $days }</b>. { $settled }
absence-billed = Reste facturé.{ $return ->
    [1] {" "}Prévenez de son retour.
   *[0] {""}
 }
absence-free = Non facturé.{ $return ->
    [1] {" "}Prévenez de son retour.
   *[0] {""}
 }
absence-proof = Non facturé avec { $sick ->
    [yes] un certificat médical
   *[no] un justificatif
 } { $until }.{ $return ->
    [1] {" "}Prévenez de son retour.
   *[0] {""}
 }
absence-rule = Règle : { $phrase }.
if-absent = Malade ? Écrivez : { $example }
state-absent = {" "}absence notée

## Questions

ask-service = { $intent ->
    [book] Réserver quel service{ $has_days ->
        [0] {""}
       *[other] {" "}pour { $days }
     } ?
    [availability] Des places dans quel service ?
    [deadline] La limite de quel service ?
   *[other] Annuler quel service{ $has_days ->
        [0] {""}
       *[other] {" "}pour { $days }
     } ?
 }
all-of-it = tout
ask-service-open = Pour quel service ?
ask-child = Pour quel enfant ?
ask-child-open = Pour quel enfant ?
ask-days = { $intent ->
    [book] Réserver pour quel jour ?
   *[other] Annuler quel jour ?
 }
ask-days-open = { $intent ->
    [book] { $has_service ->
        [0] Pour quel jour ? (ex. : lundi et mardi)
       *[other] { $service } : pour quel jour ? (ex. : lundi et mardi)
     }
   *[other] Annuler quel jour ? (ex. : lundi)
 }
ask-late = { $intent ->
    [book] Réserver à ce prix ?
   *[other] Annuler malgré tout ?
 }
    .rich = { $intent ->
    [book] Réserver quand même à ce prix ?
   *[other] Annuler quand même ?
 }
ask-move = Déplacer à ce prix ?
ask-late-again = { $intent ->
    [book] Réserver hors délai, plus cher : { $service } pour { $children }, { $days } ?
   *[other] Annuler hors délai, facturé : { $service } pour { $children }, { $days } ?
 }
ask-wait-again = Mettre { $children } sur liste d'attente : { $service }, { $days } ?
ask-move-again = Déplacer hors délai, plus cher : { $service } pour { $children }, { $days } ?
ask-wait = Mettre { $children } sur liste d'attente ?
confirm-booking = Réserver { $service } pour { $children } : { $number ->
    [one] 1 jour
   *[other] { $number } jours
 } ({ $weekdays }), du { $first } au { $last } ?
    .rich = Réserver <b>{ $service }</b> pour <b>{ $children }</b> : { $number ->
    [one] 1 jour
   *[other] { $number } jours
 } ({ $weekdays }), du { $first } au { $last } ?
confirm-cancelling = Annuler { $service } pour { $children } : { $number ->
    [one] 1 jour
   *[other] { $number } jours
 } ({ $weekdays }), du { $first } au { $last } ?
    .rich = Annuler <b>{ $service }</b> pour <b>{ $children }</b> : { $number ->
    [one] 1 jour
   *[other] { $number } jours
 } ({ $weekdays }), du { $first } au { $last } ?
yes = OUI
no = NON
left-as-it-is = D'accord, je ne change rien.
answer-unclear = Je n'ai pas compris votre réponse.
question-expired = Ma question n'est plus toute jeune, je la repose :
already-answered = C'est déjà fait, ou remplacé par une demande plus récente. "Mes réservations" vous dit ce qui est réservé.
    .rich = C'est déjà fait, ou remplacé par une demande plus récente. « Mes réservations » vous dit ce qui est réservé.
no-to-nothing = Je ne vous ai rien demandé récemment. Pour annuler votre dernière demande, écrivez : ANNULE
nothing-was-asked = Je ne vous ai rien demandé récemment. Pour réserver, écrivez par exemple : { $example }

## Ce qui est réservé

your-bookings = Vos réservations :
    .rich = <b>Vos réservations</b> :
booked-on = { $day } : { $what }
    .rich = • <b>{ $day }</b> : { $what }
service-of = { $service } ({ $children }){ $state }
state-confirmed = {""}
state-waiting = {" "}sur liste d'attente
state-requested = {" "}en attente de réponse
state-offered = {" "}place gardée, à confirmer
booked-not-yet = Pas encore, { $day } : { $what }.
and-also = { $one }, { $other }
and-more-days = et { $number ->
    [one] 1 autre jour
   *[other] { $number } autres jours
 }.
booked-yes = Oui, { $day } : { $what }. Réf. { $references }.
    .rich = ✅ Oui, <b>{ $day }</b> : { $what }. Réf. <code>{ $references }</code>.
booked-no = Non, rien n'est réservé { $day }.
nothing-booked = Rien n'est réservé pour les deux semaines qui viennent.
nothing-booked-then = Rien n'est réservé { $days }.
nothing-booked-until = Rien n'est réservé avant { $day } : { $what }.
booked-all = Oui, tout est réservé :
booked-some = Pas tout :
booked-none = Non, rien n'est réservé { $days }.
nothing-to-undo = Il n'y a rien à annuler depuis hier. Pour un jour précis, écrivez par exemple : annule lundi

## Conversation

greeting = Bonjour ! Ici { $town }. Écrivez par exemple : { $example }
    .rich = Bonjour ! Ici <b>{ $town }</b>. Écrivez par exemple : <i>{ $example }</i>
help = Pour réserver : { $example }. Pour annuler : annule lundi. Pour vérifier : mes réservations.
    .rich = Pour réserver : <i>{ $example }</i>
    Pour annuler : <i>annule lundi</i>
    Pour vérifier : <i>mes réservations</i>
you-are-welcome = Avec plaisir.
human = C'est transmis : { $who } vous répond { $when }. Plus vite : { $phone }
answer-today = aujourd'hui
answer-from = à partir du { $opens }
answer-hours = ({ $hours })
lateness = Prévenez vite par téléphone : { $phone }. C'est transmis aussi, { $who } vous répond { $when }.
calm = Je suis désolé. Votre message est transmis : { $who } vous répond { $when }. Plus vite : { $phone }
cannot-yet = Je ne sais pas encore répondre à cela. Appelez { $phone } ({ $who })
not-understood = Je n'ai pas compris. Écrivez par exemple : { $example }
doubt-stranger = Je ne trouve pas { $name } sur votre dossier, alors je ne fais rien. Vos enfants : { $children }.
doubt-file = Le dossier (numéro, adresse, parents, régime) ne change jamais par message : rien n'est fait. Voyez { $who } : { $phone }
doubt-child = De quel enfant s'agit-il ? Redites-le avec son prénom. Vos enfants : { $children }.
doubt-past = Ce jour est passé : je n'y change plus rien. Écrivez un jour à venir.
doubt-impossible = Cette date n'existe pas. Écrivez par exemple : lundi 30 novembre
doubt-alternative = Je ne choisis pas à votre place : écrivez seulement ce que vous voulez.
doubt-condition = Je ne retiens que ce qui est certain : écrivez-moi quand vous le savez.
not-understood-again = Je ne comprends toujours pas, pardon. C'est transmis : { $who } vous répond { $when }. Plus vite : { $phone }
passed-on-too = C'est transmis aussi : { $who } vous répond { $when }.
part-not-understood = Je n'ai pas compris une partie de votre message : redites-la à part.
only-text-media = Je ne lis que les textes : ni photos, ni vocaux, ni positions. Écrivez-moi votre demande.
only-text-edited = Je ne relis pas un message modifié : envoyez un nouveau message.
stopped = C'est noté : nous ne vous écrirons plus sans demande de votre part. Pour reprendre : REPRISE
started = C'est noté : nous pouvons de nouveau vous prévenir.
loop = Trop de messages à la suite : je n'y réponds plus pour l'instant, une personne va regarder. Par téléphone : { $phone }
our-fault = C'est notre faute : un souci technique. Votre message est gardé, avec son heure d'arrivée. Réponse dès que possible. Urgent ? { $phone }

## Personnes inconnues

unknown-number = Ici { $town }. Ce numéro n'est sur aucun dossier. Pour l'ajouter, appelez { $phone } ({ $who })
which-family = Ce numéro est sur plusieurs dossiers. Pour lequel ? Écrivez le prénom d'un enfant (ou le numéro de dossier).
long-silence = Ce numéro ne nous a pas écrit depuis longtemps. Pour vous reconnaitre, écrivez le prénom d'un enfant de votre dossier.
which-family-again = Je ne trouve pas cet enfant. Écrivez son prénom comme sur le dossier, ou appelez { $phone } ({ $who })
file-known = Merci, je vous reconnais. Votre demande date d'hier : redites-la, s'il vous plait.
    .rich = Merci, je vous reconnais. Votre demande date d'hier : redites-la, s'il vous plaît.
who-are-you = Bonjour, ici { $town }. Pour vous identifier, partagez votre numéro avec le bouton ci-dessous.
share-my-number = Partager mon numéro
not-your-card = Ce n'est pas votre carte. Pour protéger les familles, seul votre propre numéro vous identifie : utilisez le bouton.
linked = Merci { $name }, je vous reconnais. Écrivez par exemple : cantine lundi

## Questions sur les règles et les places

hours-of = { $service } : { $hours }.
hours-unknown = Les horaires ne sont pas dans mon fichier : demandez-les au { $phone } ({ $who })
which-service = Pour quel service ? Par exemple : cantine, garderie du matin.
no-service-then = Pas { $of_service } { $day }.
deadline-until = { $service }, { $day } : { $act ->
    [cancel] annulez
   *[book] réservez
 } { $until }{ $then }.
deadline-past = { $service }, { $day } : délai passé ({ $until }){ $then }.
deadline-over = { $service }, { $day } : trop tard, c'était { $until }.
deadline-none = { $service }, { $day } : pas de délai écrit, demandez à { $who }.
deadlines-for = { $act ->
    [cancel] Annuler { $day } :
   *[book] { $day } :
 }
deadline-short = { $service } { $until }
deadline-short-past = { $service } : trop tard, c'était { $until }
deadline-short-none = { $service } : pas de délai écrit
then-percent = , { $past ->
    [yes] encore possible
   *[no] ensuite
 } à +{ $percent } % { $until }
then-euros = , { $past ->
    [yes] encore possible
   *[no] ensuite
 } à +{ $euros } { $until }
then-price = , { $past ->
    [yes] encore possible
   *[no] ensuite
 } à { $euros } { $until }
then-line = , { $past ->
    [yes] encore possible
   *[no] ensuite
 } au tarif "{ $label }" { $until }
then-approval = , { $past ->
    [yes] encore possible
   *[no] ensuite
 } avec l'accord de { $who } { $until }
then-waiting = , { $past ->
    [yes] encore possible
   *[no] ensuite
 } sur liste d'attente { $until }
then-plain = , encore possible { $until }
price-of = { $service } : { $prices }.
price-line = { $euros } ({ $label })
and-then = { $one } ; { $other }
no-price = Les tarifs de ce service ne sont pas dans mon fichier.
places-then = { $service }, { $day } : { $number ->
    [one] il reste 1 place
   *[other] il reste { $number } places
 }{ $when ->
    [late] , mais hors délai
    [over] , mais trop tard pour réserver
   *[other] {""}
 }.
full-then = { $service }, { $day } : complet{ $waiting ->
    [0] {""}
    [one] , 1 enfant attend
   *[other] , { $waiting } enfants attendent
 }.
closed-then = { $service }, { $day } : fermé ({ $why }).
next-free = Prochain jour avec de la place : { $day }.
your-rank = { $service }, { $day } : { $child } est au rang { $rank } de la liste d'attente.
not-waiting = Aucun de vos enfants n'est sur liste d'attente.
nothing-takes-place = Rien n'a lieu { $day } pour vos enfants.

## Menus

menu-of-day = { $alone ->
    [1] { $day } : { $dishes }.
   *[0] { $day }, { $children } : { $dishes }.
 }
    .rich = 🍽 <b>{ $day }</b>{ $alone ->
    [1] {""}
   *[0] {" "}({ $children })
 } : { $dishes }.
menu-in-short = { $short } : { $main }{ $others }
    .rich = • <b>{ $day }</b> : { $dishes }{ $others }
menu-others = {" "}({ $others })
menu-other = { $children } : { $main }
menu-hides = Attention, { $child } ({ $diet }) : { $dish } en contient.
    .rich = ⚠️ <b>{ $child }</b> ({ $diet }) : { $dish } en contient.
no-menu = Le menu n'est pas encore publié : { $days }.{ $known }
menus-known-until = {" "}Les menus sont connus jusqu'au { $last }.
no-meal-then = Pas de repas { $days } pour vos enfants.

## Preuves et refus

by-sms = par SMS
by-telegram = par Telegram
by-simulator = par le simulateur
proof-confirmed = Réf. { $reference } : { $service } pour { $child }, { $day }, réservé. Demande de { $author } { $channel } : { $arrived }.
    .rich = Réf. <code>{ $reference }</code> : { $service } pour <b>{ $child }</b>, <b>{ $day }</b>, réservé. Demande de { $author } { $channel } : { $arrived }.
proof-waiting = Réf. { $reference } : { $service } pour { $child }, { $day }, sur liste d'attente. Demande de { $author } { $channel } : { $arrived }.
proof-requested = Réf. { $reference } : { $service } pour { $child }, { $day }, demande en attente de réponse. Demande de { $author } { $channel } : { $arrived }.
proof-offered = Réf. { $reference } : { $service } pour { $child }, { $day }, place gardée, à confirmer. Demande de { $author } { $channel } : { $arrived }.
proof-cancelled = Réf. { $reference } : { $service } pour { $child }, { $day }, réservé puis annulé. Demande de { $author } { $channel } : { $arrived }.
no-proof = Je ne trouve aucune réservation pour ces jours.
nothing-refused = Je ne vous ai rien refusé.
refused-full = Refus : { $service }, { $child }, { $day }. Toutes les places étaient prises à l'arrivée de votre message ({ $arrived }). { $phone } ({ $who })
refused-too-late = Refus : { $service }, { $child }, { $day }. Message arrivé { $arrived }{ $limit }. Seul { $who } peut en décider autrement : { $phone }
limit-was = {" "}(limite : { $until })
rule-says = Règle : { $phrase }.
refused-not-yet = Refus : { $service }, { $child }, { $day }. Les réservations n'étaient pas encore ouvertes ({ $arrived }).
refused-closed = Refus : { $service }, { $child }, { $day }. Le service est fermé ce jour-là. { $phone } ({ $who })
refused-no-session = Pas { $of_service } { $day } : ce service n'a pas lieu ce jour-là.
refused-papers = Refus : { $service }, { $child }, { $day }. Il manque au dossier : { $missing }. { $phone } ({ $who })
refused-not-enrolled = Refus : { $service }, { $child }, { $day }. { $child } n'est pas inscrit à ce service. { $phone } ({ $who })
refused-file-mended = Refus : { $service }, { $child }, { $day }. Le dossier n'était pas complet ; il l'est maintenant : redemandez.
refused-not-for-child = Refus : { $service }, { $child }, { $day }. Ce service est pour d'autres enfants (naissance, classe, école ou commune). { $phone } ({ $who })
refused-unit = Refus : { $service }, { $child }, { $day }. Ce service ne se prend pas ainsi (durée, repas ou nombre de jours). { $phone } ({ $who })
refused-offer-over = Refus : { $service }, { $child }, { $day }. La place n'était plus gardée à l'arrivée de votre message ({ $arrived }). { $phone } ({ $who })
refused-not-booked = { $service }, { $child }, { $day } : il n'y avait rien à annuler.

## Langue

language-taken = D'accord, en francais. Écrivez par exemple : { $example }
    .rich = D'accord, en français. Écrivez par exemple : { $example }
language-not-spoken = Ici : francais / english. For English, text "english please".
    .rich = Ici : français / English. For English, text “english please”.

## Ce qui arrive sans que la famille ait écrit

told-promoted = Bonne nouvelle, une place s'est libérée : { $service } pour { $children }, { $days }. C'est réservé.
    .rich = ✅ Bonne nouvelle, une place s'est libérée : { $service } pour <b>{ $children }</b>, <b>{ $days }</b>. C'est réservé.
told-offered = Une place s'est libérée : { $service } pour { $children }, { $days }. Elle est gardée pour vous : répondez { $until }. La prendre ?
    .rich = Une place s'est libérée : { $service } pour <b>{ $children }</b>, <b>{ $days }</b>. Elle est gardée pour vous : répondez { $until }. La prendre ?
told-expired = La place gardée pour { $children } ({ $service }, { $days }) est passée au suivant, faute de réponse.
told-closed = Fermé { $days } ({ $why }) : { $service } pour { $children }, annulation sans frais.
    .rich = <b>Fermé</b> { $days } ({ $why }) : { $service } pour <b>{ $children }</b>, annulation sans frais.
told-still-open = Reste ouvert : { $services }.
told-still-open-for = Reste ouvert pour { $children } : { $services }.
told-reopened = Rouvert { $days } : { $service } de nouveau comme avant pour { $children }.
told-granted = Accepté : { $service } pour { $children }, { $days }. C'est réservé.
    .rich = ✅ <b>Accepté</b> : { $service } pour <b>{ $children }</b>, <b>{ $days }</b>. C'est réservé.
told-denied = Demande refusée : { $service } pour { $children }, { $days }.
told-clash = Vous avez demandé tous les deux { $service } pour { $children }, { $days } : une seule réservation, elle reste.
ask-offer = { $service }, { $children }, { $days } : prendre la place gardée pour vous ?

## Portail

by-api = par le portail
by-page = sur la page des familles
by-system = automatiquement
by-desk = au guichet
by-whatsapp = par WhatsApp
by-other = autrement
told-others-booked = { $author } a réservé : { $service } pour { $children }, { $days }.
    .rich = <b>{ $author }</b> a réservé : { $service } pour <b>{ $children }</b>, <b>{ $days }</b>.
told-others-waiting = { $author } a demandé, sur liste d'attente : { $service } pour { $children }, { $days }.
told-others-requested = { $author } a demandé : { $service } pour { $children }, { $days }. La réponse suivra.
told-others-cancelled = { $author } a annulé : { $service } pour { $children }, { $days }.
    .rich = <b>{ $author }</b> a annulé : { $service } pour <b>{ $children }</b>, <b>{ $days }</b>.
told-others-absent = { $author } a noté une absence : { $service } pour { $children }, { $days }.
told-others-comes = { $author } a repris une absence : { $service } pour { $children }, { $days }.
told-others-standing = { $author } a changé la réservation régulière : { $service } pour { $children }.
portal-link = Votre planning (lien valable 15 min, une seule fois) : { $link }
    .rich = Votre planning : <a href="{ $link }">ouvrir la page</a> (lien valable 15 minutes, une seule fois).
portal-not-here = Le planning en ligne n'est pas ouvert ici. Tout se fait par message : écrivez AIDE.

## Rappels

remind = Rien de réservé : { $service } pour { $children }, { $days }. Possible { $until }{ $then }. Réserver ?
    .rich = ⏰ Rien de réservé : <b>{ $service }</b> pour <b>{ $children }</b>, <b>{ $days }</b>. Possible { $until }{ $then }. Réserver ?
remind-unasked = Rien de réservé : { $service } pour { $children }, { $days }. Possible { $until }{ $then }. Écrivez : { $example }
    .rich = ⏰ Rien de réservé : <b>{ $service }</b> pour <b>{ $children }</b>, <b>{ $days }</b>. Possible { $until }{ $then }. Écrivez : <i>{ $example }</i>
remind-many = Rien de réservé, possible { $until }{ $then } :
    .rich = ⏰ Rien de réservé, possible { $until }{ $then } :
remind-many-ends = Rien de réservé :
    .rich = ⏰ Rien de réservé :
remind-line = { $service } pour { $children }, { $days }
remind-line-until = { $service } pour { $children }, { $days } ({ $until }{ $then })
remind-write = Pour réserver, écrivez par exemple : { $example }
remind-example = { $service } { $day } { $child }
remind-then-percent = , ensuite +{ $percent } %
remind-then-euros = , ensuite +{ $euros }
remind-then-price = , ensuite à { $euros }
remind-then-line = , ensuite au tarif { $label }
remind-evening = Demain, { $day } : { $what }.
remind-booked = { $service } pour { $children }
remind-holidays-open = Les réservations sont ouvertes : { $service } pour { $children }, vacances du { $first } au { $last }. Possible { $until }.
remind-holidays-close = La limite approche : { $service } pour { $children }, vacances du { $first } au { $last }. Possible { $until }.
    .rich = ⏰ La limite approche : <b>{ $service }</b> pour <b>{ $children }</b>, vacances du { $first } au { $last }. Possible { $until }.
ask-reminder = Réserver { $what } ?
ask-reminders = Réserver ?
yes-all = OUI (tout)
reminders-off = C'est noté : plus de rappels. Pour en recevoir de nouveau : RAPPELS OUI. Pour ne plus rien recevoir : STOP
reminders-usual = C'est noté : un rappel avant la limite, pour les jours habituels. Pour tous les jours : RAPPELS TOUJOURS. Pour ne plus en avoir : RAPPELS NON
reminders-always = C'est noté : un rappel avant chaque limite. Pour les jours habituels seulement : RAPPELS HABITUELS. Pour ne plus en avoir : RAPPELS NON

## Pages des familles

page-skip = Aller au contenu
page-name = Mon planning
page-sections = Rubriques
page-month = Planning
page-history = Historique
page-preferences = Préférences
page-month-before = Mois d'avant
page-month-after = Mois d'après
page-save = Enregistrer
page-saved = C'est enregistré.
page-agree = D'accord, le faire ainsi
page-none = Rien
page-prices = Tarifs
page-missing = Dossier incomplet, rien ne peut etre réservé. Il manque :
    .rich = Dossier incomplet, rien ne peut être réservé. Il manque :
page-nothing-this-month = Rien ce mois-ci.
page-nothing-changed = Vous n'avez rien changé.
page-booked = réservé
page-booked-for-good = réservé, ne peut plus s'annuler
page-waiting = liste d'attente
page-requested = en attente de réponse
page-offered = place gardée jusqu'à { $until }
page-offer-open = répondre plus tard
page-offer-take = prendre la place
page-offer-leave = laisser la place
page-possible = libre
page-late = hors délai { $terms }
page-asks = réponse de { $who }
page-full = complet, m'inscrire sur la liste d'attente
page-closed = fermé ({ $why })
page-not-yet = ouvre { $opens }
page-too-late = trop tard
page-too-late-since = trop tard depuis { $since }
page-file = dossier incomplet
page-terms-surcharge = +{ $amount }
page-terms-percent = +{ $amount } %
page-terms-price = { $amount }
page-terms-price_line = tarif { $amount }
page-terms-warning = avec avertissement
page-piece-day = journée
page-piece-day_with_meal = journée avec repas
page-piece-morning = matin
page-piece-morning_with_meal = matin avec repas
page-piece-afternoon = après-midi
page-piece-afternoon_with_meal = après-midi avec repas
page-state-confirmed = réservé
page-state-waiting = liste d'attente
page-state-offered = place gardée
page-state-requested = en attente
page-state-cancelled = annulé
page-asked = { $who }, { $channel } : { $arrived }
page-by-itself = { $channel } : { $arrived }
page-proof = Preuve { $reference }
page-back = Revenir à l'historique
page-no-such-reservation = Pas de réservation à cette adresse.
page-entry-booked = Réservé
page-entry-waiting = Mis sur liste d'attente
page-entry-requested = Demandé
page-entry-granted = Accordé
page-entry-denied = Refusé
page-entry-promoted = Place obtenue
page-entry-offered = Place proposée
page-entry-accepted = Proposition acceptée
page-entry-declined = Proposition laissée
page-entry-expired = Proposition sans réponse
page-entry-cancelled = Annulé
page-entry-closed = Annulé, le service étant fermé
page-entry-reopened = Rétabli
page-entry-refused = Refusé
page-entry-absent = Absence annoncée
page-entry-comes = Présence annoncée
page-entry-clash = Demandé par les deux parents
page-entry-because = Refusé : { $what }
page-reason-full = complet
page-reason-too-late = trop tard
page-reason-not-yet = pas encore ouvert
page-reason-closed = fermé
page-reason-no-session = pas de service ce jour-là
page-reason-file = le dossier ne le permet pas
page-reason-not-for-child = pas ouvert à cet enfant
page-reason-unit = ne se prend pas ainsi
page-reason-offer-over = plus de place gardée
page-reason-not-booked = rien à annuler
page-language = Langue des messages et des pages
page-reminders = Rappels avant la limite
page-reminders-town = Comme la mairie le prévoit
page-reminders-off = Jamais
page-reminders-usual = Les jours où l'enfant vient d'habitude
page-reminders-always = Toujours
page-phones = Téléphones
page-no-phone = pas de numéro
page-has-phone = numéro au dossier
page-phones-how = Dossier { $number }. Pour changer un numéro, appelez le { $phone }.
page-calendar = Calendrier
page-calendar-what = Les réservations dans l'agenda de votre téléphone, à une adresse secrète. Ne la donnez à personne.
page-calendar-address = Adresse à ajouter à votre agenda
page-calendar-make = Créer l'adresse
page-calendar-renew = Changer d'adresse (l'ancienne ne marchera plus)
page-browsers = Appareils ouverts
page-browser = Appareil
page-this-one = celui-ci
page-close = Fermer
page-close-all = Fermer tous les appareils
page-leave = Quitter
page-left = Cet appareil est fermé.
page-stale = Cette page n'est plus à jour. Ouvrez-la de nouveau et recommencez.
page-welcome = Ouvrir mon planning
page-welcome-how = Pas de mot de passe. Envoyez ce texte au numéro de la mairie, par SMS ou Telegram :
page-welcome-text = mon planning
page-welcome-why = Un lien vous est envoyé. Il sert une fois, pendant 15 minutes, et ouvre la page sur cet appareil.
page-link-what = Ce lien ouvre votre planning sur cet appareil. Il ne sert qu'une fois.
page-link-open = Ouvrir mon planning
page-link-over = Ce lien n'est plus bon : il a servi, ou il est trop ancien. Envoyez de nouveau le texte MON PLANNING.

## Ce qui manque au dossier

file-missing = Dossier : il manque { $missing }. Rien ne se réserve avant. { $phone } ({ $who })
file-child-out = Dossier : { $child } n'y est pas encore, { $what } à vérifier. { $phone } ({ $who })
file-a-child-out = Dossier : un enfant n'y est pas encore, { $what } à vérifier. { $phone } ({ $who })
file-value-out = Dossier : { $what } à vérifier. { $phone } ({ $who })
part-born = date de naissance
part-school = école
part-class = classe
part-service = service demandé
part-phone = numéro de téléphone
part-twice = inscription en double
part-name = nom
part-other = fiche

## Vos données

first-contact = { $town }. Vos données : INFOS
first-contact-short = Vos données : INFOS
first-contact-shortest = RGPD : INFOS
your-data = Ce qui est gardé de vous, pourquoi, combien de temps, et vos droits : { $link }
your-data-ask = Vos données et vos droits : { $who }
