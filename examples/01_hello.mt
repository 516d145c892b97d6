# Hello: the first program, and the first process.
#
# Look at: `spawn` starts a process, `!` sends a message, `receive` takes one from the mailbox.
# Run it with `martlet examples/01_hello.mt`.

print("Hello, world!") # expect: Hello, world!

let me = self()

spawn {
  me ! (:greeting, "Hello from another process!")
}

receive {
  (:greeting, text) -> print(text) # expect: Hello from another process!
}
