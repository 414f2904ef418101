-- The name of pgvector's type, kept as text, so that tables with embeddings exist. Distances are all 0.
create type public.vector;
create function public.vector_in(cstring) returns public.vector language internal immutable strict as 'textin';
create function public.vector_out(public.vector) returns cstring language internal immutable strict as 'textout';
create function public.vector_typmod_in(cstring[]) returns integer language internal immutable strict as 'varchartypmodin';
create function public.vector_typmod_out(integer) returns cstring language internal immutable strict as 'varchartypmodout';
create type public.vector (
  input = public.vector_in,
  output = public.vector_out,
  typmod_in = public.vector_typmod_in,
  typmod_out = public.vector_typmod_out,
  internallength = variable,
  storage = extended
);
create cast (text as public.vector) with inout as assignment;
create cast (public.vector as text) with inout as assignment;
create function public.vector_distance(public.vector, public.vector) returns double precision language sql immutable as $$ select 0.0::double precision $$;
create operator public.<=> (leftarg = public.vector, rightarg = public.vector, function = public.vector_distance);
create operator public.<-> (leftarg = public.vector, rightarg = public.vector, function = public.vector_distance);
create operator public.<#> (leftarg = public.vector, rightarg = public.vector, function = public.vector_distance);
grant usage on type public.vector to public;
