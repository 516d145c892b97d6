# A timer to a name finds who holds the name when it fires; nobody is no error.
let me = self()
Process.send_after(:later_name, :hello, 100)
Process.send_after(:never_name, :hello, 1)
spawn(name: :later_name) { receive { m -> me ! (:named_got, m) } }
receive { m -> print(m) } # expect: (:named_got, :hello)
