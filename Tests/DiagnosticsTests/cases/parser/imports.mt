import Foo
use Bar
class Point { }
let ok = 1
