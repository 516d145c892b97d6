fn greet(name) { "hello " <> name }
print(gret("you"), greet("a", "b"), lenght([1]))
