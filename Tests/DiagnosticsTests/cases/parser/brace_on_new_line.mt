if x
{ 1 }
match x
{ _ -> 1 }
