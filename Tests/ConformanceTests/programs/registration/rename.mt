# After unregister the process may take another name.
register(:one, self())
unregister(:one)
register(:two, self())
print(whereis(:one), whereis(:two) == self()) # expect: nil true
