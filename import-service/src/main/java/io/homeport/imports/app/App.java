package io.homeport.imports.app;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Builder;
import java.time.Instant;

/**
 * One imported application of an organization.
 *
 * @param name unique in its organization
 * @param builder what generated it, as of the last import
 */
public record App(AppId id, String name, Builder builder, String createdBy, Instant createdAt) {}
