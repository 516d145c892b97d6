%% Savina 21, trapezoid: the area below a function from 1 to 5, N trapezoids shared among W workers.
-module(trapezoid).
-export([run/1]).

run([Pieces, Workers]) ->
    Each = Pieces div Workers,
    Width = 4.0 / (Each * Workers),
    Me = self(),
    bench:time(fun() ->
        [spawn(fun() -> Me ! {area, I, area(Each, 1.0 + I * Each * Width, Width, 0.0)} end)
         || I <- lists:seq(0, Workers - 1)],
        total(0, Workers, 0.0)
    end).

f(X) -> math:sin(X * X * X - 1.0) / (X + 1.0) * math:sqrt(1.0 + math:exp(math:sqrt(2.0 * X))).

area(0, _, _, Sum) -> Sum;
area(N, X, Width, Sum) -> area(N - 1, X + Width, Width, Sum + (f(X) + f(X + Width)) * 0.5 * Width).

total(Workers, Workers, Sum) -> Sum;
total(I, Workers, Sum) -> receive {area, I, Part} -> total(I + 1, Workers, Sum + Part) end.
