package io.homeport.contracts.events;

/** What import-service says. */
public sealed interface ImportEvent extends Event
    permits ImportCompleted, ImportUnchanged, ImportFailed, BranchClosed {}
