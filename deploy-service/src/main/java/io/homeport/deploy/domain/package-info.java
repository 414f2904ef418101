/**
 * Customers' own domains: who has which, and their certificates. Start at {@code
 * CertificatesWorker}: from a name to a certificate as a checklist.
 */
package io.homeport.deploy.domain;
