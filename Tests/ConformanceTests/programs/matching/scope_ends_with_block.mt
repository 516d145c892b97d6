# A name bound in a block ends with the block.
if true { let inner = 1; print(inner) }
print(inner) # expect error: inner
