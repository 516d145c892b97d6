%% A map of N integer keys: inserting, then looking all of them up.
-module(map_insert).
-export([run/1]).

run([N]) ->
    bench:time(fun() ->
        Map = insert(0, N, #{}),
        {map_size(Map), look_up(0, N, Map, 0)}
    end).

key(I) -> I * 2654435761 band 16#FFFFFFFF.

insert(N, N, Map) -> Map;
insert(I, N, Map) -> insert(I + 1, N, Map#{key(I) => I}).

look_up(N, N, _, Sum) -> Sum;
look_up(I, N, Map, Sum) -> look_up(I + 1, N, Map, Sum + map_get(key(I), Map)).
