package io.homeport.contracts.events;

/** What deploy-service says of environments and deployments. */
public sealed interface DeploymentEvent extends Event
    permits EnvironmentReady,
        EnvironmentRemoved,
        EnvironmentRecorded,
        RecoveryRefused,
        TrialEnded,
        DeploymentStarted,
        RestorePointRequested,
        DeploymentLive,
        DeploymentFailed,
        DeploymentSuperseded,
        DeploymentCanceled {}
