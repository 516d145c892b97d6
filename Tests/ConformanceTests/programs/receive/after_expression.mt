# The time may be any expression, and is evaluated once, before the wait.
let ms = 2
fn wait() { print("asked"); 1 }
print(receive { :none -> 1; after ms * 2 -> :expired }) # expect: :expired
print(receive { :none -> 1; after wait() -> :expired })
# expect: asked
# expect: :expired
