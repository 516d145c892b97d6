# A receive with nothing but a time-out sleeps.
print(receive { after 1 -> :slept }) # expect: :slept
self() ! :kept
print(receive { after 0 -> :slept }) # expect: :slept
print(receive { m -> m }) # expect: :kept
