package io.homeport.contracts.events;

/** What spec-service says. */
public sealed interface SpecEvent extends Event
    permits SpecDrafted, SpecApproved, SpecRejected, SpecFailed {}
