let a = <<f(x)>>
let b = <<x:int>>
let c = <<x/integer>>
let d = <<x/signed-unsigned>>
let e = <<"abc":3>>
let <<u:8/utf8>> = x
let g = <<1 + 2>>
let h = <<x/litle>>
