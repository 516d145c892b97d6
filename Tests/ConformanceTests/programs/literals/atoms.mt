# Atoms are `:name` or `:"any text"`; true, false and nil are atoms, and so are module names.
print(:ok, :a1_b, :done?, :go!) # expect: :ok :a1_b :done? :go!
print(:"any text", :"ok") # expect: :"any text" :ok
print(:"" == :"", :ok == :"ok") # expect: true true
print(is_atom(true), is_atom(false), is_atom(nil)) # expect: true true true
print(:true == true, :nil == nil, :"false" == false) # expect: true true true
print(:Counter == Counter, :"Net.Tcp" == Net.Tcp) # expect: true true
