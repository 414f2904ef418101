package io.homeport.deploy.environment;

import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where releases of an app run.
 *
 * @param host the host its app is reached at, without port
 * @param url where its app is reached
 * @param database the name of its database in the cluster of apps
 * @param owner the role that owns the database
 * @param keys its secrets
 * @param current the release that serves; null before the first deployment
 * @param previous the release that served before
 * @param copiedFrom the environment that a preview's database is a copy of; null if it is none
 * @param warm the releases that are kept running, the one that serves among them
 */
public record Environment(
    EnvironmentId id,
    OrganizationId organization,
    AppId app,
    String appName,
    String name,
    String host,
    URI url,
    String database,
    String owner,
    EnvironmentKeys keys,
    @Nullable ReleaseId current,
    @Nullable ReleaseId previous,
    @Nullable EnvironmentId copiedFrom,
    List<ReleaseId> warm) {}
