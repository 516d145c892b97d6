# signed and unsigned say how a field is read; modifiers join with `-`.
let <<a/signed, b/unsigned>> = <<255, 255>>
print(a, b) # expect: -1 255
let <<c:32/little-signed>> = <<-2:32/little>>
print(c) # expect: -2
let <<d:16/signed-big, e:8/int-signed>> = <<-300:16, 128>>
print(d, e) # expect: -300 -128
let <<f:4/signed, g:4>> = <<0xF7>>
print(f, g) # expect: -1 7
