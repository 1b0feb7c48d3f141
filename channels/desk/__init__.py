"""The desk: what staff see and do in a browser, at /guichet. In French, and whole without JavaScript."""
