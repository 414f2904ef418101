"""Counts the orders of a day; the baker runs it by hand."""

import csv
import sys

with open(sys.argv[1]) as orders:
    print(sum(1 for _ in csv.DictReader(orders)))
