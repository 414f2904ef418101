package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.sql.SqlFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What reading a source tree tells. Every list is in the order of places.
 *
 * @param plainSite whether there is a page at the top and no code that must be built for it
 * @param committed variables that a committed {@code .env} sets
 * @param migrations files of SQL that make the database, be they migrations or a schema
 * @param types what the types say that were generated from the live database
 * @param declared what other files say the app keeps
 * @param hints the kinds of values that calls give to attributes, by entity
 * @param programs what each {@code package.json}, {@code requirements.txt} and {@code
 *     pyproject.toml} is for
 * @param weaknesses what in the code lets somebody do what he should not
 * @param graph which code reaches which
 * @param configDuplicates sections of {@code supabase/config.toml} that stand there twice
 * @param unparsed files whose syntax was not understood, or only in part
 * @param tooLong files that were not read because of their length
 */
public record SourceFacts(
    int files,
    boolean plainSite,
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
    List<Place> tooLong,
    Declared types,
    Declared declared,
    Map<String, Map<String, String>> hints,
    List<Uses.ServiceRole> serviceRoles,
    List<Uses.Integration> integrations,
    List<Uses.Fallback> fallbacks,
    List<Uses.BrowserKey> browserKeys,
    List<Uses.Poll> polls,
    List<Uses.Request> requests,
    List<Uses.Effect> effects,
    List<Uses.CallerCheck> callerChecks,
    List<Uses.Served> served,
    List<Uses.StoreRule> storeRules,
    List<Uses.Port> ports,
    List<Program> programs,
    List<Weakness> weaknesses,
    CodeGraph graph,
    List<Uses.BuilderUse> builderUses) {}
