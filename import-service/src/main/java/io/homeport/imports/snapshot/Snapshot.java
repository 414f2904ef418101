package io.homeport.imports.snapshot;

import io.homeport.contracts.Digest;

/**
 * The immutable source tree of an import.
 *
 * @param tree what the snapshot is known by: it depends on the files alone
 * @param archive the object that holds the tree
 * @param bytes the size of the files together
 */
public record Snapshot(Digest tree, Digest archive, int files, long bytes) {}
