# Only names are `k:` keys.
print(%{1: :a}) # expect error:
