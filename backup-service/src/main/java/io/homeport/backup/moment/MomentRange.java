package io.homeport.backup.moment;

import java.time.Instant;

/** The moments that the cluster of apps can be restored to, both included. */
public record MomentRange(Instant earliest, Instant latest) {}
