package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.sql.SqlFile;
import java.util.List;
import java.util.Optional;

/**
 * What reading a source tree tells. Every list is in the order of places.
 *
 * @param committed variables that a committed {@code .env} sets
 * @param configDuplicates sections of {@code supabase/config.toml} that stand there twice
 * @param unparsed files whose syntax was not understood, or only in part
 * @param tooLong files that were not read because of their length
 */
public record SourceFacts(
    int files,
    Optional<PackageManifest> manifest,
    List<SqlFile> migrations,
    List<Uses.Variable> variables,
    List<DotEnv.Entry> committed,
    List<CommittedSecrets.Found> secrets,
    List<Uses.Host> hosts,
    List<EdgeFunctionSource> edgeFunctions,
    List<Uses.Table> tables,
    List<Uses.DatabaseFunction> databaseFunctions,
    List<Uses.Bucket> buckets,
    List<Uses.EdgeFunction> functionCalls,
    List<Uses.Channel> channels,
    List<Uses.Authentication> authentication,
    List<Uses.Route> routes,
    List<Uses.Computed> computed,
    Optional<Place> generatedTypes,
    List<Place> configDuplicates,
    List<Place> unparsed,
    List<Place> tooLong) {}
