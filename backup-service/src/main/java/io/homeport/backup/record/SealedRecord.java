package io.homeport.backup.record;

import io.homeport.contracts.Digest;

/**
 * An environment record, as a manifest names it.
 *
 * @param content the digest of what deploy-service wrote, which it sealed itself
 * @param object the backup's own copy of that, sealed once more
 */
public record SealedRecord(Digest content, Digest object) {}
