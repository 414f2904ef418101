package io.homeport.deploy.migration;

/**
 * Something that a migration took away from a database, so that releases without that migration may
 * not run on it any more. What a migration only adds is none.
 *
 * @param migration the version of the migration
 * @param what such as {@code drops the column public.orders.note}
 */
public record Contraction(String migration, String what) {}
