# A wrong time-out matters only when the receive would wait.
self() ! :here
print(receive { :here -> :got; after -1 -> :expired }) # expect: :got
self() ! :here
print(receive { :here -> :got; after :soon -> :expired }) # expect: :got
self() ! :here
print(receive { :here -> :got; after 0xFFFF_FFFF -> :expired }) # expect: :got
