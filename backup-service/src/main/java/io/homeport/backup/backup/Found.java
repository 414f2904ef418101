package io.homeport.backup.backup;

import io.homeport.backup.drill.Proof;
import io.homeport.backup.drill.Report;
import io.homeport.contracts.Digest;

/**
 * What a drill found, signed and stored beside the backup.
 *
 * @param object what holds the proof
 */
record Found(Report report, Proof proof, Digest object) {}
