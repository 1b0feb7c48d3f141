"""Old files, brought in: what is good is taken at once, the rest is said line by line, and no family harms another.

A file is read (`reading`), its columns are recognised (`columns`, `mapping`), each row is mended or judged (`rows`),
rows are gathered to families (`families`, `cross_checks`), each family is compared with what is on file (`plans`)
and written whole (`applying`); what could not be taken waits for a person (`set_aside`).
"""
