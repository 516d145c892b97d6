%% Savina 27, astar: a guided search for a way through a grid of G x G x G nodes, each with edges
%% to some of those that are one further in one or two directions. A master gives nodes to W
%% workers in turn; a worker looks at up to T nodes from there on, breadth first, and sends back
%% the nodes that are then left in its queue. Who finds the target ends the search. A node belongs
%% to who reaches it first: a process keeps all parents.
-module(astar).
-export([run/1]).

-define(STEPS_A_NODE, 100).

run([Workers, Grid, Threshold]) ->
    Me = self(),
    bench:time(fun() ->
        Axis = Grid * 4 div 5,
        Target = (Axis * Grid + Axis) * Grid + Axis,
        Parents = spawn(fun() -> parents(#{0 => 0}) end),
        Pids = [spawn(fun() -> worker(Grid, Threshold, Target, Parents, Me) end)
                || _ <- lists:seq(1, Workers)],
        hd(Pids) ! {work, 0},
        master(1, 1 rem Workers, list_to_tuple(Pids)),
        Parents ! {stop, Me},
        receive
            {parents, All} ->
                bench:check(origin(Target, All), 0),
                io:format("reached ~p~n", [map_size(All)]),
                Target
        end
    end).

origin(0, _) -> 0;
origin(Node, Parents) -> origin(map_get(Node, Parents), Parents).

%% Open pieces of work are not finished; the next one is for worker Turn.
master(0, _, Workers) -> stop(Workers);
master(Open, Turn, Workers) ->
    receive
        {work, _} = Work ->
            element(Turn + 1, Workers) ! Work,
            master(Open + 1, (Turn + 1) rem tuple_size(Workers), Workers);
        finished -> master(Open - 1, Turn, Workers);
        found -> stop(Workers)
    end.

stop(Workers) ->
    All = tuple_to_list(Workers),
    [Worker ! stop || Worker <- All],
    [receive stopped -> ok end || _ <- All].

parents(Parents) ->
    receive
        {claim, Nodes, Parent, From} ->
            {New, Claimed} = claim(Nodes, Parent, Parents, []),
            From ! {claimed, Claimed},
            parents(New);
        {stop, From} -> From ! {parents, Parents}
    end.

claim([], _, Parents, Claimed) -> {Parents, lists:reverse(Claimed)};
claim([Node | Rest], Parent, Parents, Claimed) ->
    case is_map_key(Node, Parents) of
        true -> claim(Rest, Parent, Parents, Claimed);
        false -> claim(Rest, Parent, Parents#{Node => Parent}, [Node | Claimed])
    end.

worker(Grid, Threshold, Target, Parents, Master) ->
    receive
        {work, Node} ->
            search(queue:in(Node, queue:new()), Threshold, Grid, Target, Parents, Master),
            Master ! finished,
            worker(Grid, Threshold, Target, Parents, Master);
        stop -> Master ! stopped
    end.

search(Queue, Left, Grid, Target, Parents, Master) ->
    case queue:out(Queue) of
        {empty, _} -> ok;
        {{value, Node}, Rest} when Left > 0 ->
            bench:work(?STEPS_A_NODE, Node),
            Parents ! {claim, neighbors(Node, Grid), Node, self()},
            Claimed = receive {claimed, Nodes} -> Nodes end,
            case lists:member(Target, Claimed) of
                true -> Master ! found;
                false ->
                    More = lists:foldl(fun(N, Q) -> queue:in(N, Q) end, Rest, Claimed),
                    search(More, Left - 1, Grid, Target, Parents, Master)
            end;
        {{value, Node}, Rest} ->
            Master ! {work, Node},
            search(Rest, 0, Grid, Target, Parents, Master)
    end.

%% Chance decides for each of the six directions, in the same way in every run, but for the last
%% one, which has an edge when no other has. At the border some lead nowhere new.
neighbors(Node, Grid) ->
    Bits = bench:next(bench:next(Node * 7919 + 123456)) bsr 8,
    directions(1, Bits, Node div (Grid * Grid), Node div Grid rem Grid, Node rem Grid, Grid, []).

directions(7, _, _, _, _, _, Found) -> lists:reverse(Found);
directions(D, Bits, I, J, K, Grid, Found) ->
    New = if
        Bits band 1 =:= 1; D =:= 6, Found =:= [] ->
            add(id(I, J, K, D, Grid), id(I, J, K, 0, Grid), Found);
        true -> Found
    end,
    directions(D + 1, Bits bsr 1, I, J, K, Grid, New).

add(Node, Node, Found) -> Found;
add(Next, _, Found) ->
    case lists:member(Next, Found) of
        true -> Found;
        false -> [Next | Found]
    end.

%% The bits of a direction say which coordinates are one more.
id(I, J, K, D, Grid) ->
    (further(I, D bsr 2, Grid) * Grid + further(J, D bsr 1, Grid)) * Grid + further(K, D, Grid).

further(I, Bit, Grid) when Bit band 1 =:= 1, I + 1 < Grid -> I + 1;
further(I, _, _) -> I.
