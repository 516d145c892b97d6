# A block gives the value of its last expression; an empty body gives nil.
fn f() { 1; 2; 3 }
fn nothing() { }
print(f()) # expect: 3
print(nothing()) # expect: nil
