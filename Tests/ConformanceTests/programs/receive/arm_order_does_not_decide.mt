# Mailbox order decides before the order of the arms.
self() ! :second_arm
self() ! :first_arm
print(receive { :first_arm -> 1; :second_arm -> 2 }) # expect: 2
print(receive { :first_arm -> 1; :second_arm -> 2 }) # expect: 1
