"""Notices under the Digital Services Act: complete, sent, decided, complained of, and proven.

`completeness` says what a notice lacks (Article 16), `states` who may follow on what, `desk` does
it, `statement` tells the seller why (Article 17), `complaints` until when it can be contested
(Article 20), `evidence_pack` writes the proof, and `verification` checks it without a network.
"""
