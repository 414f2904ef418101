package io.homeport.deploy.approvedspec;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.SpecId;

/**
 * A spec that may be deployed.
 *
 * @param version its number within the app
 * @param snapshot the source tree it was written from
 * @param archive the object that holds that tree
 */
public record ApprovedSpec(SpecId id, AppId app, int version, Digest snapshot, Digest archive) {}
