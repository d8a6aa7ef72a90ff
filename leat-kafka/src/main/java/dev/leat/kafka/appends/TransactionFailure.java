package dev.leat.kafka.appends;

import java.util.Set;

/** A transaction was not committed, and will not be. */
final class TransactionFailure extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Set<Atom> culprits;

    /** @param culprits the appends that are known to be why; empty: not known */
    TransactionFailure(Throwable cause, Set<Atom> culprits) {
        super(cause.getMessage(), cause);
        this.culprits = culprits;
    }

    Set<Atom> culprits() {
        return culprits;
    }

    Throwable why() {
        Throwable cause = getCause();
        return cause == null ? this : cause;
    }
}
