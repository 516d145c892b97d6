# An unused variable is a warning; the program runs.
fn f(unused_thing) { 1 }
print(f(2)) # expect: 1
# expect stderr: unused_thing
