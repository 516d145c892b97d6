# A module's functions are not visible outside without its name.
module M { fn inner() { 1 } }
print(inner()) # expect error: inner
