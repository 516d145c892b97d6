module M { fn f() { 1 } }
module M { fn g() { 2 } }
