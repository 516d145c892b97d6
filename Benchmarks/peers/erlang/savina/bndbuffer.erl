%% Savina 10, bndbuffer: P producers, C consumers and a manager with a buffer of B places; each
%% producer makes N items when told that there is room. An item costs some steps on both sides.
-module(bndbuffer).
-export([run/1]).

run([Producers, Consumers, N, Capacity, Cost]) ->
    Me = self(),
    bench:time(fun() ->
        Manager = spawn(fun() ->
            receive {start, All} -> promise(queue:new(), Capacity, All, [], length(All)) end
        end),
        Manager ! {start, [spawn(fun() -> produce(1, N, Cost, Manager) end)
                           || _ <- lists:seq(1, Producers)]},
        [spawn(fun() -> consume(Manager, Cost, 0, Me) end) || _ <- lists:seq(1, Consumers)],
        bench:check(bench:gather(Consumers), Producers * N * (N + 1) div 2)
    end).

%% Room is the number of places that are neither taken nor promised to a producer.
manage(Queue, _, _, Idle, 0) ->
    [C ! stop || C <- Idle],
    drain(Queue);
manage(Queue, Room, Producers, Consumers, Live) ->
    receive
        {item, X, From} -> deliver(X, Queue, Room, [From | Producers], Consumers, Live);
        {last, X} -> deliver(X, Queue, Room, Producers, Consumers, Live - 1);
        {ready, From} ->
            case queue:out(Queue) of
                {empty, _} -> manage(Queue, Room, Producers, [From | Consumers], Live);
                {{value, X}, Rest} ->
                    From ! {item, X},
                    promise(Rest, Room + 1, Producers, Consumers, Live)
            end
    end.

deliver(X, Queue, Room, Producers, [C | Consumers], Live) ->
    C ! {item, X},
    promise(Queue, Room + 1, Producers, Consumers, Live);
deliver(X, Queue, Room, Producers, [], Live) ->
    promise(queue:in(X, Queue), Room, Producers, [], Live).

promise(Queue, Room, [P | Producers], Consumers, Live) when Room > 0 ->
    P ! produce,
    promise(Queue, Room - 1, Producers, Consumers, Live);
promise(Queue, Room, Producers, Consumers, Live) ->
    manage(Queue, Room, Producers, Consumers, Live).

drain(Queue) ->
    receive
        {ready, From} ->
            case queue:out(Queue) of
                {empty, _} -> From ! stop, drain(Queue);
                {{value, X}, Rest} -> From ! {item, X}, drain(Rest)
            end
    end.

produce(X, N, Cost, Manager) ->
    receive produce -> bench:work(Cost, X) end,
    case X of
        N -> Manager ! {last, X};
        _ -> Manager ! {item, X, self()}, produce(X + 1, N, Cost, Manager)
    end.

consume(Manager, Cost, Sum, Main) ->
    Manager ! {ready, self()},
    receive
        {item, X} -> bench:work(Cost, X), consume(Manager, Cost, Sum + X, Main);
        stop -> Main ! {done, Sum}
    end.
