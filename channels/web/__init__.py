"""What all pages share: signed cookies and form tokens, strict headers, forms with limits, errors in plain words."""
