# What the bot says, in English. The value of a message is its SMS form (GSM alphabet only), `.rich` its Telegram form.

only = { $value }

## Days and hours

until-before = before { $end }
until-included = until { $end }
until-end-of = until midnight on { $end }
series = { $number } days ({ $weekdays }), from { $first } to { $last }
of = { $what }
hours = { $start } to { $end }
service-so = { $service } ({ $how })
how-part = { $part ->
    [morning] morning
    [afternoon] afternoon
   *[day] whole day
 }
how-with-meal = { $how }, { $meal ->
    [yes] with lunch
   *[no] without lunch
 }

## Bookings

booked = Booked: { $service } for { $children }, { $days }{ $terms }.
    .rich = ✅ <b>Booked</b>: { $service } for <b>{ $children }</b>, <b>{ $days }</b>{ $terms }.
terms-surcharge = , { $amount } more
terms-percent = , { $amount } % more
terms-price = , at { $amount }
terms-price_line = , at the price "{ $amount }"
terms-warning = , with a warning
terms-waiting = , on the waiting list
moved = Moved from { $from }: { $service } for { $children }, { $days } (ref. { $reference }).
    .rich = ✅ <b>Moved</b> from { $from }: { $service } for <b>{ $children }</b>, <b>{ $days }</b> (ref. <code>{ $reference }</code>).
already-booked = Already booked: { $service } for { $children }, { $days } (ref. { $reference }).
    .rich = ✅ <b>Already booked</b>: { $service } for { $children }, { $days } (ref. <code>{ $reference }</code>).
reference = Ref. { $reference }. To take it back: ANNULE
    .rich = Ref. <code>{ $reference }</code>. To take it back: ANNULE
reference-final = Ref. { $reference }. It can be taken back no more.
    .rich = Ref. <code>{ $reference }</code>. It can be taken back no more.
waiting = Waiting list: { $service } for { $children }, { $days }, rank { $rank } (ref. { $reference }).
    .rich = ⏳ <b>Waiting list</b>: { $service } for <b>{ $children }</b>, <b>{ $days }</b>, rank { $rank } (ref. <code>{ $reference }</code>).
we-write-to-you = We write to you when a place comes free.
offered = A place is held for you, answer { $until }: { $service } for { $children }, { $days } (ref. { $reference }).
    .rich = A place is held for you, answer { $until }: { $service } for <b>{ $children }</b>, <b>{ $days }</b> (ref. <code>{ $reference }</code>).
requested = Noted: { $service } for { $children }, { $days } (ref. { $reference }). Who decides: { $who }.
    .rich = 📨 <b>Noted</b>: { $service } for <b>{ $children }</b>, <b>{ $days }</b> (ref. <code>{ $reference }</code>). Who decides: { $who }.
cancelled = Cancelled: { $service } for { $children }, { $days }{ $terms } (ref. { $reference }).
    .rich = ❎ <b>Cancelled</b>: { $service } for <b>{ $children }</b>, <b>{ $days }</b>{ $terms } (ref. <code>{ $reference }</code>).
denied = Refused: { $service } for { $children }, { $days } (ref. { $reference }).
    .rich = <b>Refused</b>: { $service } for <b>{ $children }</b>, <b>{ $days }</b> (ref. <code>{ $reference }</code>).
late-possible = Past the deadline, still possible { $until }: { $service } for { $children }, { $days }{ $terms }.
    .rich = ⏰ <b>Past the deadline</b>, still possible { $until }: { $service } for <b>{ $children }</b>, <b>{ $days }</b>{ $terms }.
nothing-to-cancel = Nothing to cancel: no { $service } for { $children }, { $days }.
nothing-to-decide = No request is open: { $service } for { $children }, { $days }.
offer-over = No place is held any more: { $service } for { $children }, { $days }{ $until }.

## Refusals, each with its reason

full = Full: { $service }, { $days }. No place for { $children }.{ $rank ->
    [0] {""}
   *[other] {" "}You could wait: rank { $rank }.
 }
    .rich = <b>Full</b>: { $service }, { $days }. No place for { $children }.{ $rank ->
    [0] {""}
   *[other] {" "}You could wait: rank { $rank }.
 }
too-late = Too late: { $service } for { $children }, { $days }{ $until }.{ $only_by }
    .rich = ⏰ <b>Too late</b>: { $service } for { $children }, { $days }{ $until }.{ $only_by }
only-by = {" "}Still possible { $channel ->
    [phone] by telephone
    [email] by e-mail
    [portal] on the portal
    [walk-in] on the spot
   *[office] at the counter
 }{ $until }.
until-then = {" "}{ $until }
deadline-was = {" "}(it was { $until })
not-yet = Not open yet: { $service }, { $days }. You can book from { $opens } on.
closed = Closed: { $service }, { $days } ({ $why }). Nothing is booked for { $children }.
outside-year = Outside the year: { $service }, { $days } { $year }. I know the days from { $first } { $first_year } to { $last } { $last_year }.
not-for-child = { $service } is not open to { $children }, { $days } (age, class, school or commune).
not-offered = { $service } is not taken like that ({ $why }), { $days }: nothing is booked for { $children }.
too-few-left = It cannot be cancelled: { $service } for { $children }, { $days } ({ $why }). Cancel all of it, or nothing.
at-least = at least { $number } { $unit ->
    [days] days
    [hours] hours
   *[other] half days
 } a { $per }
at-most = at most { $number } { $unit ->
    [days] days
    [hours] hours
   *[other] half days
 } a { $per }
whole-weeks = by whole weeks
at-least-minutes = at least { $minutes } minutes
between-hours = between { $start } and { $end }
only-pieces = only { $pieces }
piece-day = the day without a meal
piece-day-with-meal = the day with a meal
piece-morning = the morning without a meal
piece-morning-with-meal = the morning with a meal
piece-afternoon = the afternoon without a meal
piece-afternoon-with-meal = the afternoon with a meal
piece-hours = by the hour without a meal
piece-hours-with-meal = by the hour with a meal
stays-as-it-was = The booking of { $day } stays.
no-session = No { $service } on { $days }.
no-session-many = No { $service } on { $number } of these days (holidays, weekend or closure).
not-enrolled = { $children }: not enrolled in this service ({ $service }), so nothing is booked for { $days }.
file-incomplete = File incomplete: { $missing } missing. Nothing is booked for { $children }, { $days }.
who-decides = Questions? { $phone } ({ $who })

## Absences

absence-of-nothing = Thank you for telling us. Nothing is booked on { $days }: there is nothing to change.
absent = Absence noted: { $service } for { $children }, { $days }. { $settled }
    .rich = 📝 <b>Absence noted</b>: { $service } for <b>{ $children }</b>, <b>{ $days }</b>. { $settled }
absence-billed = It is billed all the same.{ $return ->
    [1] {" "}Tell us about the return.
   *[0] {""}
 }
absence-free = It is not billed.{ $return ->
    [1] {" "}Tell us about the return.
   *[0] {""}
 }
absence-proof = Not billed with { $sick ->
    [yes] a medical certificate
   *[no] a written proof
 } { $until }.{ $return ->
    [1] {" "}Tell us about the return.
   *[0] {""}
 }
absence-rule = Rule: { $phrase }.
if-absent = Ill? Write: { $example }
state-absent = {" "}absence noted

## Questions

ask-service = { $intent ->
    [book] Book which service{ $has_days ->
        [0] {""}
       *[other] {" "}for { $days }
     }?
    [availability] Places in which service?
    [deadline] The deadline of which service?
   *[other] Cancel which service{ $has_days ->
        [0] {""}
       *[other] {" "}for { $days }
     }?
 }
all-of-it = all of it
ask-service-open = For which service?
ask-child = For which child?
ask-child-open = For which child?
ask-days = { $intent ->
    [book] Book which day?
   *[other] Cancel which day?
 }
ask-days-open = { $intent ->
    [book] { $has_service ->
        [0] For which day? (e.g. lundi et mardi)
       *[other] { $service }: for which day? (e.g. lundi et mardi)
     }
   *[other] Cancel which day? (e.g. lundi)
 }
ask-late = { $intent ->
    [book] Book all the same, at that price?
   *[other] Cancel all the same?
 }
ask-move = Move it at that price?
ask-late-again = { $intent ->
    [book] Book past the deadline, at a higher price: { $service } for { $children }, { $days }?
   *[other] Cancel past the deadline, billed all the same: { $service } for { $children }, { $days }?
 }
ask-wait-again = Put { $children } on the waiting list: { $service }, { $days }?
ask-move-again = Move past the deadline, at a higher price: { $service } for { $children }, { $days }?
ask-wait = Put { $children } on the waiting list?
confirm-booking = Book { $service } for { $children }: { $number ->
    [one] 1 day
   *[other] { $number } days
 } ({ $weekdays }), from { $first } to { $last }?
    .rich = Book <b>{ $service }</b> for <b>{ $children }</b>: { $number ->
    [one] 1 day
   *[other] { $number } days
 } ({ $weekdays }), from { $first } to { $last }?
confirm-cancelling = Cancel { $service } for { $children }: { $number ->
    [one] 1 day
   *[other] { $number } days
 } ({ $weekdays }), from { $first } to { $last }?
    .rich = Cancel <b>{ $service }</b> for <b>{ $children }</b>: { $number ->
    [one] 1 day
   *[other] { $number } days
 } ({ $weekdays }), from { $first } to { $last }?
yes = OUI
no = NON
left-as-it-is = All right, I change nothing.
answer-unclear = I did not understand your answer.
question-expired = My question is no longer fresh, so I ask again:
already-answered = That was already done, or replaced by a later request. "Mes réservations" tells where you stand.
no-to-nothing = I have not asked you anything lately. To take back the last thing you asked for, text: ANNULE
nothing-was-asked = I have not asked you anything lately. To book, write for instance: { $example }

## What is booked

your-bookings = Your bookings:
    .rich = <b>Your bookings</b>:
booked-on = { $day }: { $what }
    .rich = • <b>{ $day }</b>: { $what }
service-of = { $service } ({ $children }){ $state }
state-confirmed = {""}
state-waiting = {" "}on the waiting list
state-requested = {" "}awaiting an answer
state-offered = {" "}a place is held, to be confirmed
booked-not-yet = Not yet, { $day }: { $what }.
and-also = { $one }, { $other }
and-more-days = and { $number ->
    [one] 1 more day
   *[other] { $number } more days
 }.
booked-yes = Yes, { $day }: { $what }. Ref. { $references }.
    .rich = ✅ Yes, <b>{ $day }</b>: { $what }. Ref. <code>{ $references }</code>.
booked-no = No, nothing is booked on { $day }.
nothing-booked = Nothing is booked for the coming two weeks.
nothing-booked-then = Nothing is booked on { $days }.
nothing-booked-until = Nothing is booked before { $day }: { $what }.
booked-all = Yes, all is booked:
booked-some = Not all:
booked-none = No, nothing is booked on { $days }.
nothing-to-undo = There is nothing to take back since yesterday. For one day, write for instance: annule lundi

## Conversation

greeting = Hello! This is { $town }. Write for instance: { $example }
    .rich = Hello! This is <b>{ $town }</b>. Write for instance: <i>{ $example }</i>
help = To book: { $example }. To cancel: annule lundi. To check: mes réservations.
    .rich = To book: <i>{ $example }</i>
    To cancel: <i>annule lundi</i>
    To check: <i>mes réservations</i>
you-are-welcome = You are welcome.
human = Passed on: { $who } answers you { $when }. Faster: { $phone }
answer-today = today
answer-from = from { $opens } on
answer-hours = ({ $hours })
lateness = Please call now: { $phone }. Passed on as well: { $who } answers you { $when }.
calm = I am sorry. Your message is passed on: { $who } answers you { $when }. Faster: { $phone }
cannot-yet = I cannot answer that yet. { $who } will help: { $phone }
not-understood = I did not understand. Write for instance: { $example }
doubt-stranger = { $name } is not on your file, so I do nothing. Your children: { $children }.
doubt-file = The file (number, address, parents, diet) never changes by message: nothing is done. Ask { $who }: { $phone }
doubt-child = Which child is it? Please say it again with the first name. Your children: { $children }.
doubt-past = That day is over: I change nothing on it any more. Write a day to come.
doubt-impossible = That date does not exist. Write for instance: lundi 30 novembre
doubt-alternative = I do not choose for you: write only what you want.
doubt-condition = I keep no "if" and no "perhaps": write to me when it is certain.
not-understood-again = I still do not understand, sorry. Your message is passed on: { $who } answers you { $when }. Faster: { $phone }
passed-on-too = Passed on as well: { $who } answers you { $when }.
part-not-understood = I did not understand a part of your message: please say it again on its own.
only-text-media = I only read text: no pictures, voice messages or places. Please write what you need.
only-text-edited = I do not read an edited message again: please send a new one.
stopped = Noted: we will not write to you unasked any more. To resume: REPRISE
started = Noted: we may write to you again.
loop = Too many messages in a row: I will not answer them for now, somebody will have a look. By phone: { $phone }
our-fault = Something went wrong on our side: your message is kept, with its hour of arrival. We will answer as soon as we can. Urgent? { $phone }

## People we do not know

unknown-number = This is { $town }. This number is on no family's file. To add it, call { $phone } ({ $who })
which-family = This number is on several files. Which one? Write the first name of a child (or the number of the file).
long-silence = This number has not written to us for long. To know you again, text the first name of a child on your file.
which-family-again = I do not find this child. Write the name as it stands on the file, or call { $phone } ({ $who })
file-known = Thank you, I recognise you. Your request is from yesterday: please say it again.
who-are-you = Hello, this is { $town }. So that we recognise you, share your number with the button below.
share-my-number = Share my number
not-your-card = This card is not yours. To protect families, only your own number identifies you: use the button.
linked = Thank you { $name }, I recognise you. Write for instance: cantine lundi

## Questions about rules and places

hours-of = { $service }: { $hours }.
hours-unknown = The opening hours are not in my file: please ask { $phone } ({ $who })
which-service = For which service? For instance: cantine, garderie du matin.
no-service-then = No { $service } on { $day }.
deadline-until = { $service }, { $day }: { $act ->
    [cancel] cancel
   *[book] book
 } { $until }{ $then }.
deadline-past = { $service }, { $day }: past the deadline ({ $until }){ $then }.
deadline-over = { $service }, { $day }: too late, it was { $until }.
deadline-none = { $service }, { $day }: no written deadline, ask { $who }.
deadlines-for = { $act ->
    [cancel] Cancel { $day }:
   *[book] { $day }:
 }
deadline-short = { $service } { $until }
deadline-short-past = { $service }: too late, it was { $until }
deadline-short-none = { $service }: no written deadline
then-percent = , { $past ->
    [yes] still possible
   *[no] then
 } at +{ $percent }% { $until }
then-euros = , { $past ->
    [yes] still possible
   *[no] then
 } at +{ $euros } { $until }
then-price = , { $past ->
    [yes] still possible
   *[no] then
 } at { $euros } { $until }
then-line = , { $past ->
    [yes] still possible
   *[no] then
 } at the rate "{ $label }" { $until }
then-approval = , { $past ->
    [yes] still possible
   *[no] then
 } if { $who } agrees, { $until }
then-waiting = , { $past ->
    [yes] still possible
   *[no] then
 } on the waiting list { $until }
then-plain = , still possible { $until }
price-of = { $service }: { $prices }.
price-line = { $euros } ({ $label })
and-then = { $one }; { $other }
no-price = The prices of this service are not in my file.
places-then = { $service }, { $day }: { $number ->
    [one] 1 place left
   *[other] { $number } places left
 }{ $when ->
    [late] , but past the deadline
    [over] , but too late to book
   *[other] {""}
 }.
full-then = { $service }, { $day }: full{ $waiting ->
    [0] {""}
    [one] , 1 child waits
   *[other] , { $waiting } children wait
 }.
closed-then = { $service }, { $day }: closed ({ $why }).
next-free = Next day with a place: { $day }.
your-rank = { $service }, { $day }: { $child } has rank { $rank } on the waiting list.
not-waiting = None of your children is on a waiting list.
nothing-takes-place = Nothing takes place on { $day } for your children.

## Menus

menu-of-day = { $alone ->
    [1] { $day }: { $dishes }.
   *[0] { $day }, { $children }: { $dishes }.
 }
    .rich = 🍽 <b>{ $day }</b>{ $alone ->
    [1] {""}
   *[0] {" "}({ $children })
 }: { $dishes }.
menu-in-short = { $short }: { $main }{ $others }
    .rich = • <b>{ $day }</b>: { $dishes }{ $others }
menu-others = {" "}({ $others })
menu-other = { $children }: { $main }
menu-hides = Take care, { $child } ({ $diet }): it is in { $dish }.
    .rich = ⚠️ <b>{ $child }</b> ({ $diet }): it is in { $dish }.
no-menu = The menu is not published yet: { $days }.{ $known }
menus-known-until = {" "}Menus are known until { $last }.
no-meal-then = No meal { $days } for your children.

## Proofs and refusals

by-sms = by SMS
by-telegram = by Telegram
by-simulator = in the simulator
proof-confirmed = Ref. { $reference }: { $service } for { $child }, { $day }, booked. Asked by { $author } { $channel }: { $arrived }.
    .rich = Ref. <code>{ $reference }</code>: { $service } for <b>{ $child }</b>, <b>{ $day }</b>, booked. Asked by { $author } { $channel }: { $arrived }.
proof-waiting = Ref. { $reference }: { $service } for { $child }, { $day }, on the waiting list. Asked by { $author } { $channel }: { $arrived }.
proof-requested = Ref. { $reference }: { $service } for { $child }, { $day }, awaiting an answer. Asked by { $author } { $channel }: { $arrived }.
proof-offered = Ref. { $reference }: { $service } for { $child }, { $day }, a place is held, to be confirmed. Asked by { $author } { $channel }: { $arrived }.
proof-cancelled = Ref. { $reference }: { $service } for { $child }, { $day }, booked, then cancelled. Asked by { $author } { $channel }: { $arrived }.
no-proof = I find no booking for these days.
nothing-refused = I have not refused you anything.
refused-full = Refused: { $service }, { $child }, { $day }. All places were taken when your message arrived ({ $arrived }). { $phone } ({ $who })
refused-too-late = Refused: { $service }, { $child }, { $day }. Your message arrived { $arrived }{ $limit }. Only { $who } can decide otherwise: { $phone }
limit-was = {" "}(the limit: { $until })
rule-says = Rule: { $phrase }.
refused-not-yet = Refused: { $service }, { $child }, { $day }. Bookings were not open yet ({ $arrived }).
refused-closed = Refused: { $service }, { $child }, { $day }. The service is closed on that day. { $phone } ({ $who })
refused-no-session = No { $service } on { $day }: it does not take place on that day.
refused-papers = Refused: { $service }, { $child }, { $day }. The file lacks: { $missing }. { $phone } ({ $who })
refused-not-enrolled = Refused: { $service }, { $child }, { $day }. { $child } is not enrolled in this service. { $phone } ({ $who })
refused-file-mended = Refused: { $service }, { $child }, { $day }. The file was not complete; it is now: ask again.
refused-not-for-child = Refused: { $service }, { $child }, { $day }. This service is for other children (age, class, school or commune). { $phone } ({ $who })
refused-unit = Refused: { $service }, { $child }, { $day }. This service is not taken like that (length, meal or number of days). { $phone } ({ $who })
refused-offer-over = Refused: { $service }, { $child }, { $day }. The place was held no more when your message arrived ({ $arrived }). { $phone } ({ $who })
refused-not-booked = { $service }, { $child }, { $day }: there was nothing to cancel.

## Language

language-taken = All right, I answer in English; write to me in French, for instance: { $example }
language-not-spoken = I speak English and French. Pour le francais, écrivez "en francais".
    .rich = I speak English and French. Pour le français, écrivez « en français ».

## What happens without a text of the family's

told-promoted = Good news, a place came free: { $service } for { $children }, { $days }. It is booked.
    .rich = ✅ Good news, a place came free: { $service } for <b>{ $children }</b>, <b>{ $days }</b>. It is booked.
told-offered = A place came free: { $service } for { $children }, { $days }. It is held for you: answer { $until }. Take it?
    .rich = A place came free: { $service } for <b>{ $children }</b>, <b>{ $days }</b>. It is held for you: answer { $until }. Take it?
told-expired = The place held for { $children } ({ $service }, { $days }) went to the next, as nobody answered.
told-closed = Closed { $days } ({ $why }): { $service } cancelled free of charge for { $children }.
    .rich = <b>Closed</b> { $days } ({ $why }): { $service } cancelled free of charge for <b>{ $children }</b>.
told-still-open = Still open: { $services }.
told-still-open-for = Still open for { $children }: { $services }.
told-reopened = Open again { $days }: { $service } as before for { $children }.
told-granted = Accepted: { $service } for { $children }, { $days }. It is booked.
    .rich = ✅ <b>Accepted</b>: { $service } for <b>{ $children }</b>, <b>{ $days }</b>. It is booked.
told-denied = Request refused: { $service } for { $children }, { $days }.
told-clash = You both asked for { $service } for { $children }, { $days }: one booking, and it stands.
ask-offer = { $service }, { $children }, { $days }: take the place that is held for you?

## Portal

by-api = through the portal
by-page = on the families' page
by-system = automatically
by-desk = at the desk
by-whatsapp = by WhatsApp
by-other = otherwise
told-others-booked = { $author } booked: { $service } for { $children }, { $days }.
    .rich = <b>{ $author }</b> booked: { $service } for <b>{ $children }</b>, <b>{ $days }</b>.
told-others-waiting = { $author } asked for the waiting list: { $service } for { $children }, { $days }.
told-others-requested = { $author } asked for: { $service } for { $children }, { $days }. The answer will follow.
told-others-cancelled = { $author } cancelled: { $service } for { $children }, { $days }.
    .rich = <b>{ $author }</b> cancelled: { $service } for <b>{ $children }</b>, <b>{ $days }</b>.
told-others-absent = { $author } noted an absence: { $service } for { $children }, { $days }.
told-others-comes = { $author } took an absence back: { $service } for { $children }, { $days }.
told-others-standing = { $author } changed the standing booking: { $service } for { $children }.
portal-link = Your planning (this link works once, for 15 min): { $link }
    .rich = Your planning: <a href="{ $link }">open the page</a> (this link works once, for 15 minutes).
portal-not-here = The pages are not open here. Everything works by text message: text HELP.

## Reminders

remind = Nothing booked: { $service } for { $children }, { $days }. Possible { $until }{ $then }. Book it?
    .rich = ⏰ Nothing booked: <b>{ $service }</b> for <b>{ $children }</b>, <b>{ $days }</b>. Possible { $until }{ $then }. Book it?
remind-unasked = Nothing booked: { $service } for { $children }, { $days }. Possible { $until }{ $then }. Text: { $example }
    .rich = ⏰ Nothing booked: <b>{ $service }</b> for <b>{ $children }</b>, <b>{ $days }</b>. Possible { $until }{ $then }. Text: <i>{ $example }</i>
remind-many = Nothing booked, possible { $until }{ $then }:
    .rich = ⏰ Nothing booked, possible { $until }{ $then }:
remind-many-ends = Nothing booked:
    .rich = ⏰ Nothing booked:
remind-line = { $service } for { $children }, { $days }
remind-line-until = { $service } for { $children }, { $days } ({ $until }{ $then })
remind-write = To book, text for example: { $example }
remind-example = { $service } { $day } { $child }
remind-then-percent = , then +{ $percent }%
remind-then-euros = , then +{ $euros }
remind-then-price = , then at { $euros }
remind-then-line = , then at the rate { $label }
remind-evening = Tomorrow, { $day }: { $what }.
remind-booked = { $service } for { $children }
remind-holidays-open = Booking is open: { $service } for { $children }, holidays from { $first } to { $last }. Possible { $until }.
remind-holidays-close = Closing soon: { $service } for { $children }, holidays from { $first } to { $last }. Possible { $until }.
    .rich = ⏰ Closing soon: <b>{ $service }</b> for <b>{ $children }</b>, holidays from { $first } to { $last }. Possible { $until }.
ask-reminder = Book { $what }?
ask-reminders = Book?
yes-all = OUI (all)
reminders-off = Noted: no more reminders. To have them again: RAPPELS OUI. To receive nothing at all: STOP
reminders-usual = Noted: a reminder before the deadline, for the usual days. For every day: RAPPELS TOUJOURS. To stop: RAPPELS NON
reminders-always = Noted: a reminder before every deadline. For the usual days only: RAPPELS HABITUELS. To stop: RAPPELS NON

## The families' pages

page-skip = Skip to the content
page-name = My planning
page-sections = Sections
page-month = Planning
page-history = History
page-preferences = Preferences
page-month-before = Month before
page-month-after = Month after
page-save = Save
page-saved = Saved.
page-agree = Agreed, do it this way
page-none = Nothing
page-prices = Prices
page-missing = Your file is incomplete, so nothing can be booked. Missing:
page-nothing-this-month = Nothing this month.
page-nothing-changed = You changed nothing.
page-booked = booked
page-booked-for-good = booked, too late to cancel
page-waiting = waiting list
page-requested = waiting for an answer
page-offered = place held until { $until }
page-offer-open = answer later
page-offer-take = take the place
page-offer-leave = leave the place
page-possible = free
page-late = past the deadline { $terms }
page-asks = decided by { $who }
page-full = full, put me on the waiting list
page-closed = closed ({ $why })
page-not-yet = opens { $opens }
page-too-late = too late
page-too-late-since = too late since { $since }
page-file = incomplete file
page-terms-surcharge = +{ $amount }
page-terms-percent = +{ $amount }%
page-terms-price = { $amount }
page-terms-price_line = price { $amount }
page-terms-warning = with a warning
page-piece-day = whole day
page-piece-day_with_meal = whole day with a meal
page-piece-morning = morning
page-piece-morning_with_meal = morning with a meal
page-piece-afternoon = afternoon
page-piece-afternoon_with_meal = afternoon with a meal
page-state-confirmed = booked
page-state-waiting = waiting list
page-state-offered = place held
page-state-requested = waiting
page-state-cancelled = cancelled
page-asked = { $who }, { $channel }: { $arrived }
page-by-itself = { $channel }: { $arrived }
page-proof = Proof { $reference }
page-back = Back to the history
page-no-such-reservation = There is no reservation at this address.
page-entry-booked = Booked
page-entry-waiting = Put on the waiting list
page-entry-requested = Asked for
page-entry-granted = Granted
page-entry-denied = Denied
page-entry-promoted = Got a place
page-entry-offered = Place offered
page-entry-accepted = Offer taken
page-entry-declined = Offer left
page-entry-expired = Offer without an answer
page-entry-cancelled = Cancelled
page-entry-closed = Cancelled, as the service is closed
page-entry-reopened = Restored
page-entry-refused = Refused
page-entry-absent = Absence announced
page-entry-comes = Presence announced
page-entry-clash = Asked for by both parents
page-entry-because = Refused: { $what }
page-reason-full = full
page-reason-too-late = too late
page-reason-not-yet = not open yet
page-reason-closed = closed
page-reason-no-session = no service on that day
page-reason-file = the file does not allow it
page-reason-not-for-child = not for this child
page-reason-unit = cannot be taken like that
page-reason-offer-over = no place held any more
page-reason-not-booked = nothing to cancel
page-language = Language of messages and pages
page-reminders = Reminders before the deadline
page-reminders-town = As the town hall does by default
page-reminders-off = Never
page-reminders-usual = On the days when the child usually comes
page-reminders-always = Always
page-phones = Phones
page-no-phone = no number
page-has-phone = number on file
page-phones-how = File { $number }. To change a number, call { $phone }.
page-calendar = Calendar
page-calendar-what = Your bookings in the calendar of your phone, at a secret address. Give it to nobody.
page-calendar-address = Address to add to your calendar
page-calendar-make = Make the address
page-calendar-renew = Change the address (the old one will stop working)
page-browsers = Open devices
page-browser = Device
page-this-one = this one
page-close = Close
page-close-all = Close all devices
page-leave = Log out
page-left = This device is closed.
page-stale = This page is out of date. Open it again and start over.
page-welcome = Open my planning
page-welcome-how = No password. Send this text to the town hall's number, by SMS or Telegram:
page-welcome-text = my planning
page-welcome-why = You get a link. It works once, for 15 minutes, and opens the page on this device.
page-link-what = This link opens your planning on this device. It works only once.
page-link-open = Open my planning
page-link-over = This link has expired: it was used, or is too old. Text "my planning" again.

## What a file lacks

file-missing = Your file: { $missing } missing. Nothing can be booked before. { $phone } ({ $who })
file-child-out = Your file: { $child } is not on it yet, { $what } to be checked. { $phone } ({ $who })
file-a-child-out = Your file: one child is not on it yet, { $what } to be checked. { $phone } ({ $who })
file-value-out = Your file: { $what } to be checked. { $phone } ({ $who })
part-born = date of birth
part-school = school
part-class = class
part-service = a service asked for
part-phone = phone number
part-twice = enrolled twice
part-name = name
part-other = details

## Your data

first-contact = { $town }. Your data: INFOS
first-contact-short = Your data: INFOS
first-contact-shortest = GDPR: INFOS
your-data = What is kept of you, why, how long, and your rights: { $link }
your-data-ask = Your data and your rights: { $who }
