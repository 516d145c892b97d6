let Foo = 5
module m { fn F() { 1 } }
