package io.homeport.deploy.approvedspec;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.SpecId;
import java.util.Optional;

/**
 * A spec that may be deployed.
 *
 * @param version its number within the app
 * @param snapshot the source tree it was written from
 * @param archive the object that holds that tree
 * @param document the object that holds the spec as JSON; empty where that is not known
 */
public record ApprovedSpec(
    SpecId id,
    AppId app,
    int version,
    Digest snapshot,
    Digest archive,
    Optional<Digest> document) {}
