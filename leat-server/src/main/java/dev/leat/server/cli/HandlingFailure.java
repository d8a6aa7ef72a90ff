package dev.leat.server.cli;

/** Why an event was not handled, in the words that its dead letter has. */
final class HandlingFailure extends Exception {

    private static final long serialVersionUID = 1;

    HandlingFailure(String reason) {
        super(reason, null, false, false);
    }

    /** A dead letter's reason is this text: the class says nothing there. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return String.valueOf(getMessage());
    }
}
