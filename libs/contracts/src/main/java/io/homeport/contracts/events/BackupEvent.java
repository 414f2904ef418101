package io.homeport.contracts.events;

/** What backup-service says. */
public sealed interface BackupEvent extends Event
    permits BackupVerified,
        BackupFailed,
        RestorePointTaken,
        RestoreCompleted,
        RestoreFailed,
        RecoveryRequested,
        TrialRequested,
        BackupsMissed {}
