package io.homeport.specs.sql;

/**
 * One migration.
 *
 * @param path where it is in the source tree, such as {@code supabase/migrations/2025_init.sql}
 * @param sql its text
 */
public record SqlFile(String path, String sql) {}
