"""What there is to eat: the file that a town drops in, in the national open form `menus-collectifs`."""
