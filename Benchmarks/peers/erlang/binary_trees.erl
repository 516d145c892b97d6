%% Allocation and collection: complete binary trees, an item in each node.
-module(binary_trees).
-export([run/1]).

run([Max]) ->
    bench:time(fun() ->
        Stretch = check(make(0, Max + 1)),
        Long = make(0, Max),
        Stretch + depths(4, Max, 0) + check(Long)
    end).

depths(D, Max, Sum) when D > Max -> Sum;
depths(D, Max, Sum) -> depths(D + 2, Max, Sum + trees(1 bsl (Max - D + 4), D, 0)).

trees(0, _, Sum) -> Sum;
trees(I, D, Sum) -> trees(I - 1, D, Sum + check(make(I, D))).

make(Item, 0) -> {Item, nil, nil};
make(Item, Depth) -> {Item, make(2 * Item - 1, Depth - 1), make(2 * Item, Depth - 1)}.

check({Item, nil, nil}) -> Item;
check({Item, Left, Right}) -> Item + check(Left) - check(Right).
