# Functions of one name in two modules are two functions.
module Left { fn name() { :left }; fn both() { (name(), Right.name()) } }
module Right { fn name() { :right }; fn both() { (name(), Left.name()) } }
print(Left.both(), Right.both()) # expect: (:left, :right) (:right, :left)
